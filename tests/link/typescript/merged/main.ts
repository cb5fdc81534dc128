import { Kind, Panel, open } from './panel';

const options: Panel.IOptions = { mode: Panel.Mode.Plain };
const result: open.Result = open.none;
let kind: Kind.Name;
Panel.helper();
