import tools from './tools.js';

export function use(list) {
  tools.other();
  if (list.length > tools.LIMIT + tools.own) return list.filter(tools.isArray);
  return tools.isArray(list);
}
