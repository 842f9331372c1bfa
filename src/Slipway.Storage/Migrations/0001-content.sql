-- The content store and the repositories. Every "digest" that is not a manifest's subject is of a stored blob; the database itself
-- refuses to forget a blob that something refers to.

CREATE TABLE blob (
  digest TEXT PRIMARY KEY,
  size INTEGER NOT NULL CHECK (size >= 0),
  stored INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lease (
  id TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX lease_expires ON lease (expires);

CREATE TABLE lease_blob (
  lease TEXT NOT NULL REFERENCES lease ON DELETE CASCADE,
  digest TEXT NOT NULL REFERENCES blob,
  PRIMARY KEY (lease, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX lease_blob_digest ON lease_blob (digest);

-- Permanent holds, by name.
CREATE TABLE pin (
  name TEXT PRIMARY KEY,
  digest TEXT NOT NULL REFERENCES blob
) STRICT, WITHOUT ROWID;
CREATE INDEX pin_digest ON pin (digest);

-- Blobs that a client of a repository may name in a manifest soon: uploaded, mounted or asked for.
CREATE TABLE upload_blob (
  repository TEXT NOT NULL,
  digest TEXT NOT NULL REFERENCES blob,
  expires INTEGER NOT NULL,
  PRIMARY KEY (repository, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_blob_digest ON upload_blob (digest);
CREATE INDEX upload_blob_expires ON upload_blob (expires);

CREATE TABLE manifest (
  repository TEXT NOT NULL,
  digest TEXT NOT NULL REFERENCES blob,
  media_type TEXT NOT NULL,
  artifact_type TEXT,
  subject TEXT,
  stored INTEGER NOT NULL,
  PRIMARY KEY (repository, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX manifest_digest ON manifest (digest);
CREATE INDEX manifest_subject ON manifest (repository, subject) WHERE subject IS NOT NULL;

-- What a manifest refers to: its configuration and layers, or the manifests of an index.
CREATE TABLE manifest_blob (
  manifest TEXT NOT NULL REFERENCES blob ON DELETE CASCADE,
  digest TEXT NOT NULL REFERENCES blob,
  PRIMARY KEY (manifest, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX manifest_blob_digest ON manifest_blob (digest);

CREATE TABLE tag (
  repository TEXT NOT NULL,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (repository, name),
  FOREIGN KEY (repository, digest) REFERENCES manifest ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_digest ON tag (repository, digest);
