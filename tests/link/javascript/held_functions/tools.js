export default { boot, nested: { deep() {} } };
function boot() {
  this.nested.deep();
}
