-- Schema 6: what answers nothing and waits for a person is found among millions of answers, and can be set aside.
ALTER TABLE inbound ADD COLUMN set_aside BIGINT NOT NULL DEFAULT 0;
CREATE INDEX inbound_waiting ON inbound (id) WHERE message_id IS NULL;
