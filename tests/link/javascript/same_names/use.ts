import { Both, Id, Kind } from './values';

const kind: Kind = Kind.parse();
kind.is();
Id();
new Both();
Both.make();
