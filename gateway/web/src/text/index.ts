export * from './format';
export { language, languageChoice, languages, locale, setLanguage, startSpeaking, type Language } from './language';
export { forgetSettings, readSetting, writeSetting } from './settings';
export { isText, rich, t, type TextKey } from './translate';
