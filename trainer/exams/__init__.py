"""Exams: papers, attempts, answers, grading and results. A module quiz is an attempt with another feedback policy."""
