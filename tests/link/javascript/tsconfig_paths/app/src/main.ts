import { util } from '@/util';
import { shared } from '~shared';
import { based } from 'based/thing';
import { own } from 'lib/own';

util();
shared();
based();
own();
