"""Make the lessons' notebooks from their texts, and execute them."""
