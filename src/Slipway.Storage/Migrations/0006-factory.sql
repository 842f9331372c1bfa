-- What the image factory made. The truth of an image is its manifest; this says what it is made of and for whom.
CREATE TABLE factory_image (
  id TEXT PRIMARY KEY,
  tree TEXT NOT NULL,
  image TEXT NOT NULL,
  repository TEXT NOT NULL,
  tag TEXT NOT NULL,
  digest TEXT NOT NULL,
  identity TEXT NOT NULL,
  branch TEXT NOT NULL,
  change_number INTEGER,
  patchset INTEGER,
  built INTEGER NOT NULL,
  pinned INTEGER NOT NULL,
  details TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX factory_image_name ON factory_image (tree, image, id DESC);
CREATE INDEX factory_image_change ON factory_image (change_number) WHERE change_number IS NOT NULL;
