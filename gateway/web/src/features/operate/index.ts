/** The operation of the server: loaded when it is wanted. */

export { Operate, Operate as default } from './Operate';
