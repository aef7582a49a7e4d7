"""Items in the course's own YAML: one file of many documents, or a zip laid out as the course's folder."""
