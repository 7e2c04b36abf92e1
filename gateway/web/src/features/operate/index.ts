/** The operation of the server: loaded when it is wanted. */
import './texts';

export { Operate, Operate as default } from './Operate';
