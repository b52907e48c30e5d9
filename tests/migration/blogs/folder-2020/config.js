module.exports = {
  url: 'https://notes.example/',
  pathPrefix: '/blog',
  title: 'Notes',
  subtitle: "",
  copyright: `© ${new Date().getFullYear()} Notes`,
  postsPerPage: 2,
  menu: [{ label: 'Articles', path: '/' }, { label: { en: 'About' }, path: '/pages/about' }],
  author: { name: '', photo: '/photo.jpg', contacts: {} },
}
