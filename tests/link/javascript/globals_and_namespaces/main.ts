import { load } from 'virtual:data';
import { Geometry, Solid } from './space';
import * as space from './space';
import Old = require('./old');

load().read();
everywhere();
booted();
Geometry.area();
Geometry.Solid.volume();
Solid.volume();
space.Geometry.area();
const point: Geometry.Point = new Geometry.Point();
point.move();
new Old().run();
Old.make().run();
