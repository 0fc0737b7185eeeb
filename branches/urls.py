"""The pages of units: /branches/."""

from django.urls import path

from branches.views import branch, feeds, files, index, trips

app_name = "branches"
urlpatterns = [
    path("", index.index, name="index"),
    path("feed/", feeds.NewsFeed(), name="feed_all"),
    path("trips.ics", trips.calendar, name="calendar_all"),
    path("<slug:slug>/", branch.branch, name="branch"),
    path("<slug:slug>/news/", branch.news, name="news"),
    path("<slug:slug>/news/<slug:article>/", branch.article, name="article"),
    path("<slug:slug>/feed/", feeds.NewsFeed(), name="feed"),
    path("<slug:slug>/trips.ics", trips.calendar, name="calendar"),
    path("<slug:slug>/documents/<int:pk>/", files.document, name="document"),
]
