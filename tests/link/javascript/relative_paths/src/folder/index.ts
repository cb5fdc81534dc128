export function index() {}
