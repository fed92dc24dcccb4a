-- Schema 2: what went wrong with a modem, and the SIMs that refused a PIN.

CREATE TABLE line_event (
    id {id},
    at BIGINT NOT NULL,
    modem TEXT NOT NULL,
    imei TEXT NOT NULL DEFAULT '',
    imsi TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    cms_error BIGINT,
    cme_error BIGINT,
    dialogue TEXT NOT NULL DEFAULT ''   -- its last lines, in the trace format, without secrets
);
CREATE INDEX line_event_modem ON line_event (modem, id);

-- Three errors lock a SIM: a PIN that was refused is not entered again before it was changed.
CREATE TABLE pin_refusal (
    sim TEXT PRIMARY KEY,               -- ICCID, or imei:… where it can't be read
    refused_at BIGINT NOT NULL,
    refusals BIGINT NOT NULL            -- since one was accepted
);
