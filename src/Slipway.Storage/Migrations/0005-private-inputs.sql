-- What only the builds of an application see. The values are sealed with a key that is not in the database.
CREATE TABLE private_input (
  application TEXT NOT NULL REFERENCES application ON DELETE CASCADE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  sealed TEXT NOT NULL,
  changed TEXT NOT NULL,
  PRIMARY KEY (application, kind, name)
) STRICT, WITHOUT ROWID;
