-- What builds made from which input: a layer, an image, or (neither) nothing. A cache: all of it may be deleted at any time.

CREATE TABLE build_cache (
  key TEXT PRIMARY KEY,
  layer_type TEXT,
  layer_digest TEXT,
  layer_size INTEGER,
  layer_diff TEXT,
  image TEXT,
  used INTEGER NOT NULL,
  CHECK ((layer_type IS NULL) = (layer_digest IS NULL) AND (layer_type IS NULL) = (layer_size IS NULL) AND (layer_type IS NULL) = (layer_diff IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX build_cache_used ON build_cache (used);
