"""The Web API: one module for each family of methods, one table of all of them."""
