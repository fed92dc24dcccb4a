-- Schema 12: several hosts on one server, each with a service of its own.

-- The services at work on this database; the owner of each proves whether it is. In a file there is one at most.
DROP TABLE service;
CREATE TABLE service (
    owner_id BIGINT PRIMARY KEY REFERENCES owner (id),
    modems TEXT NOT NULL,          -- JSON array of objects: name and device of each
    credentials TEXT NOT NULL,     -- JSON array: names of the passwords that it knows, never a password
    allow_prefixes TEXT NOT NULL,  -- JSON array: what a number must begin with; empty: anything
    tells BIGINT NOT NULL          -- 1: it has hooks, or a person to tell of modems that are down
);

-- Which services carry a campaign out.
CREATE TABLE campaign_service (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    owner_id BIGINT NOT NULL REFERENCES owner (id),
    PRIMARY KEY (campaign_id, owner_id)
);
CREATE INDEX campaign_service_owner ON campaign_service (owner_id);

-- SMS of each SIM and local day, where hosts count them together. Otherwise a file of the machine counts them for all databases.
CREATE TABLE sim_count (
    sim TEXT NOT NULL,
    day TEXT NOT NULL,
    sent BIGINT NOT NULL,
    PRIMARY KEY (sim, day)
);

-- What all workers count, each connection counts in a part of its own on a server: none waits for another there. In a file all is
-- in part 0.
CREATE TABLE counted_tally (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    outcome TEXT NOT NULL,
    meters BIGINT NOT NULL,
    part BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (campaign_id, outcome, part)
);
INSERT INTO counted_tally (campaign_id, outcome, meters) SELECT campaign_id, outcome, meters FROM campaign_tally;
DROP TABLE campaign_tally;
ALTER TABLE counted_tally RENAME TO campaign_tally;
-- Besides the sums of the campaign's own record; in a file there are none.
CREATE TABLE campaign_count (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    part BIGINT NOT NULL,
    sms_sent BIGINT NOT NULL,
    sms_received BIGINT NOT NULL,
    sms_saved BIGINT NOT NULL,
    possible_duplicates BIGINT NOT NULL,
    PRIMARY KEY (campaign_id, part)
);

-- The last commit of each connection that must know whether it was kept, if the connection breaks in it.
CREATE TABLE commit_mark (
    connection BIGINT PRIMARY KEY,
    commits BIGINT NOT NULL,
    at BIGINT NOT NULL
);
