"""A duplicate points at a root: a composite foreign key on id and is_root.

While others point at a case it cannot become a duplicate itself, so there are
no chains and no cycles (research G-3, invariant 7).
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql="""
            ALTER TABLE casework_case
            ADD CONSTRAINT casework_duplicate_points_at_root
            FOREIGN KEY (duplicate_of_id, points_at_root)
            REFERENCES casework_case (id, is_root)
            """,
            reverse_sql="""
            ALTER TABLE casework_case
            DROP CONSTRAINT casework_duplicate_points_at_root
            """,
        )
    ]
