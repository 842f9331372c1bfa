-- A fixed tag is a published version: it names what it names until it is let go.
ALTER TABLE tag ADD COLUMN fixed INTEGER NOT NULL DEFAULT 0;
UPDATE tag SET fixed = 1 WHERE EXISTS (
  SELECT 1 FROM factory_image
  WHERE factory_image.repository = tag.repository AND factory_image.tag = tag.name AND factory_image.digest = tag.digest
    AND json_extract(factory_image.details, '$.line') IS NOT NULL
);
