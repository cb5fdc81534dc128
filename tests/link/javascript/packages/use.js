import { twice } from 'twice';

twice();
