"""YouTube's rules for a video, as data."""

from datetime import date

from publishing import hashtags
from publishing.platforms.base import Post
from publishing.platforms.rules import Level, Page, Rule
from publishing.platforms.shared_rules import captions_in_safe_zone
from publishing.platforms.youtube.options import COMMENT_CHARACTERS, TAG_CHARACTERS, Visibility, options_of
from publishing.platforms.youtube.words import SAFE_ZONE, SYSTEM, WORDS

_INSERT = "https://developers.google.com/youtube/v3/docs/videos/insert"
_SHORTS = "https://support.google.com/youtube/answer/15424877"
_SYNTHETIC = "https://support.google.com/youtube/answer/14328491"
_HASHTAGS = "https://support.google.com/youtube/answer/6390658"
_KIDS = "https://support.google.com/youtube/answer/9528076"
_VISIBILITY = "https://support.google.com/youtube/answer/157177"
_PROMOTION = "https://support.google.com/youtube/answer/154235"
_COMMENT = "https://developers.google.com/youtube/v3/docs/commentThreads/insert"
_PLAYLIST = "https://developers.google.com/youtube/v3/docs/playlistItems/insert"

# The description's limit is in bytes.
TITLE_CHARACTERS = WORDS.title_characters
TEXT_BYTES = WORDS.text_characters
SHORT_S = 180
MOST_HASHTAGS = 60
_CHECKED_ON = date(2026, 11, 20)
_CHECKED_LATER_ON = date(2026, 11, 30)


def _too_many_tag_characters(post: Post) -> bool:
    # YouTube counts the quotation marks around a tag with spaces, and the commas between tags.
    return sum(len(tag) + 3 for tag in options_of(post.options).tags) > TAG_CHARACTERS


def _not_upright(post: Post) -> bool:
    return post.file is None or (post.file.width_px or 0) >= (post.file.height_px or 0)


def _too_long_for_a_short(post: Post) -> bool:
    return post.file is not None and (post.file.duration_s or 0) > SHORT_S


def _too_many_hashtags(post: Post) -> bool:
    return len(hashtags.found_in(f"{post.title}\n{post.text}")) > MOST_HASHTAGS


def _has_comment(post: Post) -> bool:
    return bool(options_of(post.options).first_comment)


def _unknown_playlist(post: Post) -> bool:
    if post.playlists is None:
        return False
    known = {each.id for each in post.playlists}
    return not known.issuperset(options_of(post.options).playlists)


def _lacks_permission(post: Post) -> bool:
    options = options_of(post.options)
    return bool(options.first_comment or options.playlists) and not post.may_add_extras


RULES: tuple[Rule[Post], ...] = (
    Rule(
        code="title",
        level=Level.BLOCKED,
        field="title",
        source_url=_INSERT,
        checked_on=_CHECKED_ON,
        fine=f"The title has at most {TITLE_CHARACTERS} characters and no < or >.",
        broken=f"Enter a title of at most {TITLE_CHARACTERS} characters without < and >.",
        breaks=lambda post: (
            not post.title.strip() or len(post.title) > TITLE_CHARACTERS or bool(set("<>") & set(post.title))
        ),
    ),
    Rule(
        code="description",
        level=Level.BLOCKED,
        field="post_text",
        source_url=_INSERT,
        checked_on=_CHECKED_ON,
        fine="The description fits.",
        broken=f"Shorten the description to {TEXT_BYTES} bytes and remove < and >.",
        breaks=lambda post: len(post.text.encode()) > TEXT_BYTES or bool(set("<>") & set(post.text)),
    ),
    Rule(
        code="hashtags",
        level=Level.WARNING,
        field="hashtags",
        source_url=_HASHTAGS,
        checked_on=_CHECKED_LATER_ON,
        fine=f"There are at most {MOST_HASHTAGS} hashtags.",
        broken=f"There are more than {MOST_HASHTAGS} hashtags, so YouTube ignores all of them.",
        breaks=_too_many_hashtags,
        fix="Remove some of the hashtags.",
    ),
    Rule(
        code="tags",
        level=Level.BLOCKED,
        field="tags",
        source_url=_INSERT,
        checked_on=_CHECKED_ON,
        fine="The tags fit.",
        broken=f"Use fewer or shorter tags: at most {TAG_CHARACTERS} characters in total.",
        breaks=_too_many_tag_characters,
    ),
    Rule(
        code="visibility",
        level=Level.BLOCKED,
        field="visibility",
        source_url=_INSERT,
        checked_on=_CHECKED_ON,
        fine="You chose the visibility.",
        broken="Choose the visibility. Without a choice, YouTube makes it public.",
        breaks=lambda post: not options_of(post.options).visibility,
    ),
    Rule(
        code="made_for_kids",
        level=Level.BLOCKED,
        field="made_for_kids",
        source_url=_KIDS,
        checked_on=_CHECKED_ON,
        fine="You chose whether it is made for kids.",
        broken="Choose whether it is made for kids. The law requires it.",
        breaks=lambda post: options_of(post.options).made_for_kids is None,
    ),
    Rule(
        code="synthetic_media",
        level=Level.BLOCKED,
        field="synthetic_media",
        source_url=_SYNTHETIC,
        checked_on=_CHECKED_ON,
        fine="The synthetic content label matches how the scenes were made.",
        broken="Some scenes were generated by AI. Turn the synthetic content label on.",
        breaks=lambda post: post.synthetic_media_required and not post.synthetic_media,
    ),
    Rule(
        code="upright",
        level=Level.WARNING,
        source_url=_SHORTS,
        checked_on=_CHECKED_ON,
        fine="The video is vertical, as Shorts are.",
        broken="The video is not vertical, so YouTube won't show it as a Short.",
        breaks=_not_upright,
        fix="Render the video in 9:16.",
        page=Page.VIDEO,
    ),
    Rule(
        code="length",
        level=Level.WARNING,
        source_url=_SHORTS,
        checked_on=_CHECKED_ON,
        fine="It is short enough to be a Short.",
        broken=f"It is longer than {SHORT_S // 60} minutes, so YouTube won't show it as a Short.",
        breaks=_too_long_for_a_short,
        fix="Shorten the script, and render again.",
        page=Page.VIDEO,
    ),
    Rule(
        code="paid_promotion",
        level=Level.WARNING,
        field="paid_promotion",
        source_url=_PROMOTION,
        checked_on=_CHECKED_LATER_ON,
        fine="Paid promotion is disclosed, or the post links to no product of yours.",
        broken="The post links to your products, and paid promotion is not disclosed.",
        breaks=lambda post: post.promotes and not options_of(post.options).paid_promotion,
        fix="Turn “Contains paid promotion” on.",
    ),
    Rule(
        code="comment_length",
        level=Level.BLOCKED,
        field="first_comment",
        source_url=_COMMENT,
        checked_on=_CHECKED_LATER_ON,
        fine=f"The first comment has at most {COMMENT_CHARACTERS} characters.",
        broken=f"Shorten the first comment to {COMMENT_CHARACTERS} characters, with its links.",
        breaks=lambda post: len(options_of(post.options).first_comment) > COMMENT_CHARACTERS,
    ),
    Rule(
        code="comment_kids",
        level=Level.BLOCKED,
        field="first_comment",
        source_url=_KIDS,
        checked_on=_CHECKED_LATER_ON,
        fine="The video can have comments, or gets none from you.",
        broken="YouTube turns comments off for videos made for kids.",
        breaks=lambda post: _has_comment(post) and options_of(post.options).made_for_kids is True,
        fix="Remove the first comment.",
    ),
    Rule(
        code="comment_visibility",
        level=Level.BLOCKED,
        field="first_comment",
        source_url=_VISIBILITY,
        checked_on=_CHECKED_LATER_ON,
        fine="A first comment needs a public or unlisted video.",
        broken="A private video can't have comments.",
        breaks=lambda post: _has_comment(post) and options_of(post.options).visibility == Visibility.PRIVATE,
        fix="Remove the first comment, or choose another visibility.",
    ),
    Rule(
        code="extras_permission",
        level=Level.WARNING,
        field="first_comment",
        source_url=_COMMENT,
        checked_on=_CHECKED_LATER_ON,
        fine="Everything that you chose is permitted.",
        broken="The permission for playlists and comments is missing. The video will be posted without them.",
        breaks=_lacks_permission,
        fix="Allow playlists and comments for this channel.",
    ),
    Rule(
        code="playlists",
        level=Level.WARNING,
        field="playlists",
        source_url=_PLAYLIST,
        checked_on=_CHECKED_LATER_ON,
        fine="The chosen playlists are on the channel.",
        broken="A chosen playlist is no longer on the channel.",
        breaks=_unknown_playlist,
        fix="Choose another playlist.",
    ),
    captions_in_safe_zone(SAFE_ZONE, platform=SYSTEM),
)
