import { lib } from '@demo/lib';
import { part } from '@demo/lib/part';
import { pattern } from '@demo/lib/features/one';
import { tool } from '#tools';
import { inner } from '#deep/inner';
import { extra } from '@demo/app/extra';
import { unknown } from 'elsewhere';

export function run() {
  lib();
  part();
  pattern();
  tool();
  inner();
  extra();
  unknown();
}
