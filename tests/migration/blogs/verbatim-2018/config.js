'use strict';

const home = 'https://thirty-eight.example'; // no slash at the end

module.exports = {
  url: home,
  pathPrefix: '/',
  title: 'The 38th "Parallel"',
  subtitle: 'It\'s about borders \u2013 경계에 대하여.',
  copyright: '© 2018 Sora Han',
  disqusShortname: '',
  postsPerPage: 4,
  googleAnalyticsId: 'UA-0000-1',
  useKatex: false,
  menu: [
    {
      label: 'Articles',
      path: '/'
    },
    {
      label: 'About',
      path: '/pages/about'
    // },
    // {
    //   label: 'Nothing',
    //   path: '/pages/nothing'
    },
    { label: 'Photos', path: 'https://photos.example/' },
  ],
  author: {
    name: 'Sora Han',
    photo: '/photo.jpg',
    bio: `Writes about borders.
    Lives near one.`,
    contacts: {
      email: 'sora@thirty-eight.example',
      github: '#',
      website: 'https://sora.example',
      twitter: '',
    }
  }
};
