"""A store in a database: PostgreSQL for many hosts, SQLite for one file. Loaded only when such an address is opened."""
