"""Question and Test Interoperability, the format of 1EdTech: 2.1, 2.2 and 3.0 are read, 3.0 is written."""
