-- Schema 10: the same rule, one open message a number, in words that SQLite checks without a table of its own.
DROP INDEX message_one_open_number;
CREATE UNIQUE INDEX message_one_open_number ON message (phone)
    WHERE outcome = 'open' AND submission <> 'planned' AND submission <> 'refused' AND submission <> 'not_sent';
