-- Parts of long messages that have not all come are looked for by their age.
CREATE INDEX inbound_part_waiting ON inbound_part (received_at) WHERE inbound_id IS NULL;
