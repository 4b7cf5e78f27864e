/** All of Handlebars in one file, which is loaded sooner than the forty that the package begins with. */
declare module 'handlebars/dist/handlebars.js' {
  import handlebars from 'handlebars'
  export default handlebars
}
