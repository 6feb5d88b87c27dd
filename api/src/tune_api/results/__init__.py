"""Result tables: what may be asked of them, and how PostgreSQL answers."""
