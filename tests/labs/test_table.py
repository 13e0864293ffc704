"""The page of all labs, which is made from them."""

from site_builder.labs_table import PAGE, labs_table


def test_the_page_of_all_labs_is_what_is_made():
    assert PAGE.read_text(encoding="utf-8") == labs_table(), "python -m site_builder.labs_table writes it"
