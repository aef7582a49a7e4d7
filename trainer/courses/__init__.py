"""Courses: modules, pages, and how far each person has come."""
