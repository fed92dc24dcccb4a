-- Schema 4: which of the last known settings are secret, as the dialect said that read them.
ALTER TABLE meter_setting ADD COLUMN secret BIGINT NOT NULL DEFAULT 0;
UPDATE meter_setting SET secret = 1 WHERE setting = 'psw';
