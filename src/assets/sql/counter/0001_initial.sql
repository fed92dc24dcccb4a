-- The counter's own schema 1: how many SMS a SIM has sent on a local day, over all databases of this machine.
CREATE TABLE sim_day (
    sim TEXT NOT NULL,               -- its ICCID; its IMSI where that can't be read
    day TEXT NOT NULL,               -- local date, ISO 8601
    sent BIGINT NOT NULL,            -- granted before they are sent: never less than what was sent
    PRIMARY KEY (sim, day)
);
