"""What a `torch.nn.Module` starts from: its parameters, its signals, and what is wrong with them."""

from course_lib.inspection.initializing import init_like

__all__ = ["init_like"]
