-- The platform. What is searched for has columns; the rest of each record is a JSON document that only Slipway reads.

CREATE TABLE account (
  name TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
  hash TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX token_account ON token (account);

CREATE TABLE domain (
  name TEXT PRIMARY KEY,
  created TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE domain_member (
  domain TEXT NOT NULL REFERENCES domain ON DELETE CASCADE,
  account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
  PRIMARY KEY (domain, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX domain_member_account ON domain_member (account);

CREATE TABLE cartridge (
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE application (
  id TEXT PRIMARY KEY,
  domain TEXT NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (domain, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE environment (
  application TEXT NOT NULL REFERENCES application ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  origin TEXT NOT NULL,
  PRIMARY KEY (application, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE edge_port (
  port INTEGER PRIMARY KEY,
  application TEXT NOT NULL REFERENCES application ON DELETE CASCADE,
  endpoint TEXT NOT NULL,
  UNIQUE (application, endpoint)
) STRICT;

CREATE TABLE build (
  application TEXT NOT NULL REFERENCES application ON DELETE CASCADE,
  number INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (application, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE artifact (
  application TEXT NOT NULL REFERENCES application ON DELETE CASCADE,
  number INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (application, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE release (
  application TEXT NOT NULL REFERENCES application ON DELETE CASCADE,
  number INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (application, number)
) STRICT, WITHOUT ROWID;

-- A gear's place; "id" is its latest start.
CREATE TABLE gear (
  application TEXT NOT NULL REFERENCES application ON DELETE CASCADE,
  release INTEGER NOT NULL,
  place INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  PRIMARY KEY (application, release, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE volume (
  name TEXT PRIMARY KEY,
  application TEXT NOT NULL REFERENCES application ON DELETE CASCADE,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX volume_application ON volume (application);

-- Operations outlive their application: they are its history.
CREATE TABLE operation (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  application TEXT NOT NULL,
  ended INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX operation_application ON operation (application, number);
CREATE INDEX operation_unfinished ON operation (number) WHERE ended = 0;

CREATE TABLE operation_event (
  operation TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  time INTEGER NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (operation, sequence)
) STRICT, WITHOUT ROWID;
