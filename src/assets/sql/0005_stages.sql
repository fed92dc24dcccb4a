-- Schema 5: campaigns in stages and from other campaigns, what a meter held before a change, what a query is for.
ALTER TABLE campaign ADD COLUMN stage BIGINT NOT NULL DEFAULT 0;        -- meters of later stages are not begun
ALTER TABLE campaign ADD COLUMN last_stage BIGINT NOT NULL DEFAULT 0;
ALTER TABLE campaign ADD COLUMN origin_id BIGINT;                       -- the campaign that this one undoes or repeats
ALTER TABLE target ADD COLUMN stage BIGINT NOT NULL DEFAULT 0;
DROP INDEX target_waiting;
CREATE INDEX target_waiting ON target (campaign_id, stage, position) WHERE state = 'waiting';
DROP INDEX target_start;
CREATE INDEX target_start ON target (campaign_id, stage, not_before) WHERE state = 'waiting';
DROP INDEX target_open;
CREATE INDEX target_open ON target (campaign_id, imsi) WHERE state = 'open';
ALTER TABLE target_setting ADD COLUMN was TEXT;                         -- before this campaign changed it
ALTER TABLE target_setting ADD COLUMN was_at BIGINT;
ALTER TABLE message ADD COLUMN purpose TEXT NOT NULL DEFAULT 'work' CHECK (purpose = 'work' OR purpose = 'read' OR purpose = 'verify');
