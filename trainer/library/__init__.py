"""The question bank in the database: items, versions, sources, blueprints and policies."""
