-- Spreads the tables over the nodes of a Citus cluster: every table of co-ops by its co-op, all of them side by side, so
-- that whatever a device asks is answered by one node. Run it once, as the tables' owner, on the coordinator, after the
-- server has started there for the first time and before the first co-op is founded:
--
--   psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f citus.sql
--
-- It was never run: Citus cannot be had where this is developed (docs/postgres.md). A test holds it to the tables that
-- there are.
BEGIN;
SELECT create_distributed_table('coop_head', 'coop');
SELECT create_distributed_table('writer', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('person', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('op', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('event', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('chain_mark', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('seal', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('row_state', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('claim', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('pointer', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('waiting', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('dangling', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('photo', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('photo_begun', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('photo_day', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('coop', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('session', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('seen', 'coop', colocate_with => 'coop_head');
SELECT create_distributed_table('verified_backup', 'coop', colocate_with => 'coop_head');
-- Letters and set-up links are looked for before it is known of which co-op: a few rows, the same on each node.
SELECT create_reference_table('invitation');
SELECT create_reference_table('setup_token');
SELECT create_reference_table('migration');
COMMIT;
