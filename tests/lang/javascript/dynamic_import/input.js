async function load(kind) {
  const mod = await import('./module.js');
  const { render } = await import('./render.js');
  import('./late.js').then((m) => m.start());
  await import(`./${kind}.js`);
  return mod.run(render);
}
