export * from './format';
export { language, languageChoice, languages, locale, setLanguage, type Language } from './language';
export { forgetSettings, readSetting, writeSetting } from './settings';
export { addTexts, rich, t, type TextKey } from './translate';
