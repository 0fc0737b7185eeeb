"""An application is granted exactly when certificates exist; checked at commit.

The state stands in casework's table, which knows nothing of certificates, so the
triggers are written here.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION eservices_granted_has_certificates() RETURNS trigger AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM eservices_certificate WHERE application_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'application % is granted without a certificate', NEW.number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE CONSTRAINT TRIGGER eservices_granted_has_certificates
    AFTER INSERT OR UPDATE OF state ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.workflow = 'application' AND NEW.state = 'granted')
    EXECUTE FUNCTION eservices_granted_has_certificates();

CREATE FUNCTION eservices_certificate_was_granted() RETURNS trigger AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM casework_case
        WHERE id = NEW.application_id AND state = 'granted'
    ) THEN
        RAISE EXCEPTION 'certificate % of an application not granted', NEW.number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE CONSTRAINT TRIGGER eservices_certificate_was_granted
    AFTER INSERT ON eservices_certificate
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION eservices_certificate_was_granted();
"""
BACKWARD = """
DROP TRIGGER eservices_certificate_was_granted ON eservices_certificate;
DROP FUNCTION eservices_certificate_was_granted();
DROP TRIGGER eservices_granted_has_certificates ON casework_case;
DROP FUNCTION eservices_granted_has_certificates();
"""


class Migration(migrations.Migration):
    """Both halves of "granted if and only if a certificate"."""

    dependencies = [("eservices", "0001_initial"), ("casework", "0005_pauses_count")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
