"""TikTok's rules for a post, as data."""

from datetime import date

from publishing.platforms.base import Post
from publishing.platforms.rules import Level, Page, Rule
from publishing.platforms.shared_rules import captions_in_safe_zone
from publishing.platforms.tiktok.account import Privacy, account_of
from publishing.platforms.tiktok.options import BRANDED_URL, MUSIC_URL, options_of
from publishing.platforms.tiktok.words import SAFE_ZONE, SYSTEM, WORDS

_POST = "https://developers.tiktok.com/doc/content-posting-api-reference-direct-post"
_DRAFT = "https://developers.tiktok.com/doc/content-posting-api-reference-upload-video"
_CREATOR = "https://developers.tiktok.com/doc/content-posting-api-reference-query-creator-info"
_GUIDELINES = "https://developers.tiktok.com/doc/content-sharing-guidelines"
_MEDIA = "https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide"
_AI = "https://support.tiktok.com/en/using-tiktok/creating-videos/ai-generated-content"

_CHECKED_ON = date(2026, 11, 30)
CAPTION_UNITS = WORDS.text_characters
LARGEST_BYTES = 4 * 1024**3
ACCOUNTS_A_DAY = 5
SHORTEST_SIDE_PX, LONGEST_SIDE_PX = 360, 4096
TOO_MANY, TOO_MANY_USERS = (
    "spam_risk_too_many_posts",
    "reached_active_user_cap",
)


def _is_post(post: Post) -> bool:
    return not options_of(post.options).is_draft


def _problem(post: Post) -> str:
    return account_of(post.account).posting_problem


def _not_offered(post: Post) -> bool:
    privacy, offered = options_of(post.options).privacy, account_of(post.account).offered
    return _is_post(post) and bool(offered) and privacy is not None and privacy not in offered


def _nothing_disclosed(post: Post) -> bool:
    chosen = options_of(post.options)
    return _is_post(post) and chosen.commercial_content != (chosen.your_brand or chosen.branded_content)


def _own_products_not_disclosed(post: Post) -> bool:
    chosen = options_of(post.options)
    return _is_post(post) and post.promotes and not (chosen.commercial_content and chosen.your_brand)


def _private_and_branded(post: Post) -> bool:
    chosen = options_of(post.options)
    return _is_post(post) and chosen.branded_content and chosen.privacy is Privacy.ONLY_ME


def _not_private(post: Post) -> bool:
    account = account_of(post.account)
    is_known = bool(account.privacy_levels)
    return _is_post(post) and not account.is_audited and is_known and not account.is_private


def _too_many_users(post: Post) -> bool:
    is_over = not account_of(post.account).is_audited and post.accounts_today > ACCOUNTS_A_DAY
    return _is_post(post) and (is_over or _problem(post) == TOO_MANY_USERS)


def _too_long(post: Post) -> str:
    longest_s = account_of(post.account).longest_video_s
    length_s = (post.file.duration_s if post.file else None) or 0
    if length_s <= longest_s:
        return ""
    return f"The video lasts {length_s:.1f} s. The account may post at most {longest_s} s."


def _wrong_size(post: Post) -> bool:
    if post.file is None:
        return False
    sides = [side for side in (post.file.width_px, post.file.height_px) if side is not None]
    return any(not SHORTEST_SIDE_PX <= side <= LONGEST_SIDE_PX for side in sides)


def _left_out_of_inbox(post: Post) -> bool | str:
    if _is_post(post) or not (post.text.strip() or post.cover_ms is not None):
        return False
    if post.cover_ms is None:
        return True
    return "TikTok's inbox takes only the video. Enter the caption and choose the cover in the app."


def _cover_too_late(post: Post) -> bool:
    if post.cover_ms is None or post.file is None or post.file.duration_s is None:
        return False
    return post.cover_ms > post.file.duration_s * 1000


_ACCOUNT: tuple[Rule[Post], ...] = (
    Rule(
        code="posting_ban",
        level=Level.BLOCKED,
        field="connection",
        source_url=_CREATOR,
        checked_on=_CHECKED_ON,
        fine="TikTok lets the account post.",
        broken="TikTok does not let this account post right now. Open the TikTok app to see why.",
        breaks=lambda post: _problem(post) not in ("", TOO_MANY, TOO_MANY_USERS),
        is_momentary=True,
    ),
    Rule(
        code="posts_a_day",
        level=Level.BLOCKED,
        field="connection",
        source_url=_CREATOR,
        checked_on=_CHECKED_ON,
        fine="The account has not reached TikTok's daily limit.",
        broken=(
            "The account has reached TikTok's limit of about 15 posts a day from all apps. Post it "
            "tomorrow, or in the TikTok app."
        ),
        breaks=lambda post: _is_post(post) and _problem(post) == TOO_MANY,
        is_momentary=True,
    ),
    Rule(
        code="users_a_day",
        level=Level.BLOCKED,
        field="connection",
        source_url=_GUIDELINES,
        checked_on=_CHECKED_ON,
        fine="TikTok accepts posts of this installation.",
        broken=(
            "Five accounts have posted through this installation in the last 24 hours. TikTok accepts no "
            "more until it has audited the installation's app. Try again tomorrow."
        ),
        breaks=_too_many_users,
        is_momentary=True,
    ),
    Rule(
        code="private_account",
        level=Level.BLOCKED,
        field="connection",
        source_url=_GUIDELINES,
        checked_on=_CHECKED_ON,
        fine="The account may be posted to.",
        broken=(
            "TikTok has not audited this installation's app, so it posts to private accounts only. Make the "
            "account private in the TikTok app, or send the video to its inbox."
        ),
        breaks=_not_private,
    ),
    Rule(
        code="audit",
        level=Level.WARNING,
        source_url=_GUIDELINES,
        checked_on=_CHECKED_ON,
        fine="TikTok has audited this installation's app.",
        broken=(
            "TikTok has not audited this installation's app. Posts are visible to you only, stay so after "
            "the audit, and five accounts a day can post."
        ),
        breaks=lambda post: _is_post(post) and not account_of(post.account).is_audited,
    ),
)

_TEXT: tuple[Rule[Post], ...] = (
    Rule(
        code="caption",
        level=Level.BLOCKED,
        field="post_text",
        source_url=_POST,
        checked_on=_CHECKED_ON,
        fine="The caption fits.",
        broken=f"Shorten the caption to {CAPTION_UNITS} characters. Most emojis count as two.",
        breaks=lambda post: WORDS.text_unit.length(post.text) > CAPTION_UNITS,
    ),
    Rule(
        code="privacy",
        level=Level.BLOCKED,
        field="privacy",
        source_url=_GUIDELINES,
        checked_on=_CHECKED_ON,
        fine="You chose who can watch it.",
        broken="Choose who can watch this video.",
        breaks=lambda post: _is_post(post) and options_of(post.options).privacy is None,
    ),
    Rule(
        code="privacy_offered",
        level=Level.BLOCKED,
        field="privacy",
        source_url=_CREATOR,
        checked_on=_CHECKED_ON,
        fine="The account offers this audience.",
        broken="The account does not offer this audience any more. Choose another one.",
        breaks=_not_offered,
    ),
    Rule(
        code="disclosure",
        level=Level.BLOCKED,
        field="commercial_content",
        source_url=_GUIDELINES,
        checked_on=_CHECKED_ON,
        fine="The disclosure of commercial content is complete.",
        broken=(
            "You need to indicate if your content promotes yourself, a third party, or both: choose your "
            "brand, branded content or both, or turn the disclosure off."
        ),
        breaks=_nothing_disclosed,
    ),
    Rule(
        code="own_products",
        level=Level.WARNING,
        field="commercial_content",
        source_url=_GUIDELINES,
        checked_on=_CHECKED_ON,
        fine="Your brand is disclosed, or the post links to no product of yours.",
        broken="The post links to your products, and they are not disclosed as commercial content.",
        breaks=_own_products_not_disclosed,
        fix="Turn the disclosure on, and choose “Your brand”.",
    ),
    Rule(
        code="branded_private",
        level=Level.BLOCKED,
        field="privacy",
        source_url=BRANDED_URL,
        checked_on=_CHECKED_ON,
        fine="The audience suits the disclosure.",
        broken="Branded content can't be visible to you only. Choose another audience.",
        breaks=_private_and_branded,
    ),
    Rule(
        code="synthetic_media",
        level=Level.BLOCKED,
        field="synthetic_media",
        source_url=_AI,
        checked_on=_CHECKED_ON,
        fine="The label for AI-generated content matches how the scenes were made.",
        broken="Some scenes were generated by AI. Turn the synthetic content label on.",
        breaks=lambda post: post.synthetic_media_required and not post.synthetic_media,
    ),
    Rule(
        code="consent",
        level=Level.BLOCKED,
        field="consent",
        source_url=MUSIC_URL,
        checked_on=_CHECKED_ON,
        fine="You agreed to post this video.",
        broken="Select “Post this video to TikTok”. TikTok requires it for each post.",
        breaks=lambda post: not options_of(post.options).consent,
    ),
)

_FILE: tuple[Rule[Post], ...] = (
    Rule(
        code="length",
        level=Level.BLOCKED,
        source_url=_CREATOR,
        checked_on=_CHECKED_ON,
        fine="The video is short enough for the account.",
        broken="The video is longer than the account may post.",
        breaks=_too_long,
        fix="Make a shorter version.",
        page=Page.VIDEO,
    ),
    Rule(
        code="picture_size",
        level=Level.BLOCKED,
        source_url=_MEDIA,
        checked_on=_CHECKED_ON,
        fine="The picture has a size that TikTok accepts.",
        broken=f"Each side of the picture must have {SHORTEST_SIDE_PX} to {LONGEST_SIDE_PX} pixels.",
        breaks=_wrong_size,
    ),
    Rule(
        code="file_size",
        level=Level.BLOCKED,
        source_url=_MEDIA,
        checked_on=_CHECKED_ON,
        fine="The file is small enough.",
        broken="The file has more than 4 GB, which TikTok does not accept.",
        breaks=lambda post: post.file is not None and post.file.size_bytes > LARGEST_BYTES,
    ),
    Rule(
        code="cover",
        level=Level.BLOCKED,
        field="cover_ms",
        source_url=_POST,
        checked_on=_CHECKED_ON,
        fine="The cover is a picture of the video.",
        broken="The cover's time is after the end of the video.",
        breaks=_cover_too_late,
    ),
    Rule(
        code="inbox_text",
        level=Level.WARNING,
        source_url=_DRAFT,
        checked_on=_CHECKED_ON,
        fine="The caption is sent with the video.",
        broken="TikTok's inbox takes only the video. Copy the caption, and enter it in the app.",
        breaks=_left_out_of_inbox,
    ),
)

RULES: tuple[Rule[Post], ...] = (
    *_TEXT,
    *_FILE,
    *_ACCOUNT,
    captions_in_safe_zone(SAFE_ZONE, platform=SYSTEM),
)
