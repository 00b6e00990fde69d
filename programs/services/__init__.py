"""What is done with programmes, money, activities and support."""
