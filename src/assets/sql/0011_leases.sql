-- Schema 11: where several hosts work on one server, a process lives as long as its lease, by the server's clock.
ALTER TABLE owner ADD COLUMN lease_until BIGINT;        -- NULL where its lock file proves that it lives
