"""The national sign-on DAN, by OpenID Connect; off until DAN_URL is set."""
