import React from 'react';
import React2, { useState, useEffect as effect } from 'react';
import * as path from 'node:path';
import def, * as all from './both.js';
import { default as main, 'string name' as quoted } from './main.js';
import './styles.css';
import data from './data.json' with { type: 'json' };
import {} from './empty.js';

export function use() {
  effect(() => path.join(all.x, quoted));
  return [React, React2.y, useState, main, def, data];
}
