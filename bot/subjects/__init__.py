"""Subjects: the glossary from systems to what people can do with them."""
