"""Signs in to PostgreSQL with a managed identity."""
