export function up() {}
export function down() {}
export function left() {}
export function right() {}
