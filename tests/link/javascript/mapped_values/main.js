import { Row } from './row.js';

const load = async (id) => new Row(id);

export async function all(rows, ids) {
  const made = rows.map((row) => new Row(row));
  made[0].first();
  for (const row of made) row.second();
  ids.filter(Boolean).map((id) => new Row(id)).forEach((row) => row.third());
  const loaded = await Promise.all(ids.map(load));
  loaded[0].fourth();
}
