import { util } from '@/util';
import { shared } from '~shared';
import { based } from 'based/thing';
import { own } from 'lib/own';
import { code } from '@/made/code';

util();
shared();
based();
own();
code();
