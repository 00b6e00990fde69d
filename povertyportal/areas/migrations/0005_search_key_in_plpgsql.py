"""search_key is executed by PL/pgSQL: half the time of a function in SQL.

Its results stay what they were, so nothing that is stored or indexed changes. The body
is text now, read whatever the search path is, so that it names the schema of the
extension.
"""

from django.db import migrations

PLPGSQL = """
DO $do$
DECLARE home text := (
    SELECT extnamespace::regnamespace::text FROM pg_extension
    WHERE extname = 'unaccent');
BEGIN
    EXECUTE replace($make$
        CREATE OR REPLACE FUNCTION search_key(value text) RETURNS text
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
        BEGIN
            RETURN lower(HOME.unaccent('HOME.unaccent'::regdictionary,
                CASE WHEN value IS NFC NORMALIZED THEN value
                    ELSE normalize(value, NFC) END));
        END $body$
    $make$, 'HOME', home);
END $do$
"""
SQL = """
CREATE OR REPLACE FUNCTION search_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(unaccent('unaccent'::regdictionary,
    CASE WHEN value IS NFC NORMALIZED THEN value ELSE normalize(value, NFC) END))
"""


class Migration(migrations.Migration):
    dependencies = [("areas", "0004_villages_may_be_voided")]

    operations = [migrations.RunSQL(PLPGSQL, SQL)]
