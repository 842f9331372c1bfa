-- What the image factory watches, what it saw, and the queue of runs that follow. Credentials are sealed with a key that is not in the database.
CREATE TABLE factory_watch (
  name TEXT PRIMARY KEY,
  turn INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE factory_sighting (
  watch TEXT PRIMARY KEY REFERENCES factory_watch ON DELETE CASCADE,
  looked INTEGER NOT NULL,
  tip TEXT,
  failure TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE factory_patchset (
  watch TEXT NOT NULL REFERENCES factory_watch ON DELETE CASCADE,
  change_number INTEGER NOT NULL,
  patchset INTEGER NOT NULL,
  PRIMARY KEY (watch, change_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE factory_run (
  id TEXT PRIMARY KEY,
  watch TEXT NOT NULL REFERENCES factory_watch ON DELETE CASCADE,
  open INTEGER NOT NULL,
  settled INTEGER NOT NULL,
  body TEXT NOT NULL,
  report TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX factory_run_watch ON factory_run (watch, id DESC);
CREATE INDEX factory_run_open ON factory_run (id) WHERE open = 1;
CREATE INDEX factory_run_unsettled ON factory_run (id) WHERE settled = 0;
